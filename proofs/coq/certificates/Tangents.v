(** Tangents.v -- tangents of the outputs of a network of any widths, and what they say of a rank.
    A direction has one matrix a layer, the bias its last column.
    jet Ls A dP x dx        == the tangent of the output at x along the direction dP and dx
    directed M widths dP    == the matrices have the sizes of the layers
    entry dP p              == the number at the place p = (layer, (row, column))
    diagonal n f            == of the numbers f a b, a, b < n, exactly those with a = b are not 0
    still Ls A Ks dPs       == along these directions no output moves to first order
    apart dPs ps, seen Ls A Ks dPs ss == the entries at the places ps, the outputs ss = (class,
                               (point, output)) along the directions are diagonal *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Widths.
From Coq Require Import Lra Lia Bool.
Import ListNotations.
Open Scope R_scope.

Fixpoint jet (Ls : list layer) (A : mat) (dP : list mat) (x dx : vec) : vec :=
  match Ls, dP with
  | [], P :: _ => vadd (mv A dx) (mv P (x ++ [1]))
  | (W, b) :: Ls', P :: dP' => let z := affine W b x in
      jet Ls' A dP' (map relu z) (map2 active z (vadd (mv W dx) (mv P (x ++ [1]))))
  | _, [] => [] end.
Fixpoint directed (M : nat) (widths : list nat) (dP : list mat) : Prop :=
  match widths, dP with
  | [], [] => True
  | d :: widths', P :: dP' => shape d (S M) P /\ directed d widths' dP'
  | _, _ => False end.
Definition place : Type := nat * (nat * nat).
Definition entry (dP : list mat) (p : place) : R :=
  nth (snd (snd p)) (nth (fst (snd p)) (nth (fst p) dP []) []) 0.
Definition diagonal (n : nat) (f : nat -> nat -> R) : Prop :=
  forall a b, (a < n)%nat -> (b < n)%nat -> (a <> b -> f a b = 0) /\ (a = b -> f a b <> 0).

Definition start (x : vec) : vec := map (fun _ => 0) x.
Definition still Ls A (Ks : list cluster) (dPs : list (list mat)) : Prop :=
  forall K, In K Ks -> forall x, In x (fst K) ->
  forall dP, In dP dPs -> zero (jet Ls A dP x (start x)).
Definition at_place (Ks : list cluster) (s : place) : vec :=
  nth (fst (snd s)) (fst (nth (fst s) Ks ([], []))) [].
Definition inside Q (Ks : list cluster) (s : place) : Prop :=
  (fst s < length Ks)%nat /\ (fst (snd s) < length (fst (nth (fst s) Ks ([], []))))%nat
  /\ (snd (snd s) < Q)%nat.
Definition none : place := (O, (O, O)).
Definition apart (dPs : list (list mat)) (ps : list place) : Prop :=
  diagonal (length dPs) (fun a b => entry (nth b dPs []) (nth a ps none)).
Definition seen Q Ls A (Ks : list cluster) (dPs : list (list mat)) (ss : list place) : Prop :=
  (forall a, (a < length dPs)%nat -> inside Q Ks (nth a ss none)) /\
  diagonal (length dPs) (fun a b => let s := nth a ss none in let x := at_place Ks s in
    nth (snd (snd s)) (jet Ls A (nth b dPs []) x (start x)) 0).

(** On integers: x and dx over one denominator, the directions over 1 *)
Definition zdirection : Type := list (list (list Z)).
Definition RP (dP : zdirection) : list mat := map (map (FR 1)) dP.
Definition step : Type := zlayer * (Z * list (list Z)).
Fixpoint steps (Ls : list (zmat * zvec)) (A : zmat) (dP : zdirection) (D : positive) :
    list step * positive :=
  match Ls, dP with
  | [], P :: _ => ([((mnum A, []), (Zpos D, map (map (Z.mul (Zpos (mden A)))) P))],
      (D * mden A)%positive)
  | (W, b) :: Ls', P :: dP' =>
      let '(g, (e, f)) := Pos.ggcd (vden b) (mden W * D) in
      let s := (mden W * e)%positive in
      let '(T, E) := steps Ls' A dP' (D * s) in
      (((map (map (Z.mul (Zpos e))) (mnum W), map (Z.mul (Zpos f)) (vnum b)),
        (Zpos D, map (map (Z.mul (Zpos s))) P)) :: T, E)
  | _, [] => ([], D) end.
Definition zactive (z d : list Z) : list Z := map2 (fun a t => if Z.ltb 0 a then t else 0%Z) z d.
Fixpoint zjet (T : list step) (x dx : list Z) : list Z :=
  match T with
  | [] => []
  | (U, (D, P)) :: T' =>
      let dz := zvadd (zmv (fst U) dx) (zmv P (x ++ [D])) in
      match T' with
      | [] => dz
      | _ => let z := zaff U x in zjet T' (map (Z.max 0) z) (zactive z dz) end end.

Lemma zdot_scale e r : forall x, zdot (map (Z.mul e) r) x = (e * zdot r x)%Z.
Proof.
  induction r as [|a r IH]; intros [|b x]; cbn [map zdot]; try ring. rewrite IH; ring.
Qed.
Lemma frac_app1 D x : FR D x ++ [1] = FR D (x ++ [Zpos D]).
Proof. rewrite map_app; cbn [map]; do 2 f_equal; unfold frac; field; apply pos_nz. Qed.
Lemma frac_zmv d D s P x :
  mv (map (FR d) P) (FR D x) = FR (D * (d * s)) (zmv (map (map (Z.mul (Zpos s))) P) x).
Proof.
  unfold mv, zmv; rewrite !map_map; apply map_ext; intro r; rewrite frac_dot, zdot_scale.
  unfold frac; rewrite mult_IZR, !Pos2Z.inj_mul, !mult_IZR; field; repeat split; apply pos_nz.
Qed.
Lemma frac_zmv1 D s P x :
  mv (map (FR 1) P) (FR D x) = FR (D * s) (zmv (map (map (Z.mul (Zpos s))) P) x).
Proof. apply (frac_zmv 1). Qed.
Lemma frac_active D z : forall d, map2 active (FR D z) (FR D d) = FR D (zactive z d).
Proof.
  unfold zactive; induction z as [|a z IH]; intros [|t d]; trivial; unfold map2 in *.
  cbn [map combine fst snd]; rewrite IH; f_equal; unfold active.
  destruct (Z.ltb_spec 0 a) as [L|L], (Rlt_dec 0 (frac D a)) as [r|r]; trivial.
  - exfalso; apply r; now apply (zsign_ok true a D), Z.ltb_lt.
  - exfalso; revert r; unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D)); intros P r.
    apply IZR_le in L; nra.
  - unfold frac, Rdiv; ring.
Qed.
Lemma steps_not_nil Ls A dP D T E :
  length dP = S (length Ls) -> steps Ls A dP D = (T, E) -> T <> [].
Proof.
  destruct Ls as [|[W b] Ls], dP as [|P dP]; cbn [steps]; try discriminate.
  - intros _ [=<- _]; discriminate.
  - intros _; destruct (Pos.ggcd _ _) as [g [e f]]; destruct (steps _ _ _ _) as [T' E'].
    intros [=<- _]; discriminate.
Qed.
Lemma steps_ok A Ls : forall dP D x dx, length dP = S (length Ls) ->
  let '(T, E) := steps Ls A dP D in
  jet (map RL Ls) (RM A) (RP dP) (FR D x) (FR D dx) = FR E (zjet T x dx).
Proof.
  induction Ls as [|[W b] Ls IH]; intros [|P dP] D x dx HL; try discriminate;
  cbn [steps map jet RP RL fst snd].
  - cbn [zjet fst]; rewrite frac_app1, (frac_zmv1 D (mden A)), frac_vadd; f_equal.
    unfold RM; rewrite (frac_zmv (mden A) D 1), Pos.mul_1_r; f_equal; unfold zmv.
    rewrite map_map; apply map_ext; intro r; rewrite zdot_scale; ring.
  - generalize (scale_ok W b D x); unfold scale.
    destruct (Pos.ggcd (vden b) (mden W * D)) as [g [e f]] eqn:G; intro E.
    set (s := (mden W * e)%positive) in *.
    assert (Es : (mden W * D * e = D * s)%positive)
      by (unfold s; rewrite (Pos.mul_comm (mden W) D), <- Pos.mul_assoc; reflexivity).
    rewrite Es in E; cbn [length] in HL; specialize (IH dP (D * s)%positive).
    destruct (steps Ls A dP (D * s)) as [T F] eqn:ET.
    assert (NT : T <> []) by (eapply steps_not_nil; [|exact ET]; lia).
    cbn [zjet fst]; destruct T as [|t T]; [contradiction|].
    rewrite <- E, map_frac_relu, frac_app1, (frac_zmv1 D s).
    change (RM W) with (map (FR (mden W)) (mnum W)); rewrite (frac_zmv (mden W) D e); fold s.
    rewrite <- frac_vadd, frac_active.
    apply IH; lia.
Qed.

(** The checks *)
Fixpoint check_directed (M : nat) (widths : list nat) (dP : zdirection) : bool :=
  match widths, dP with
  | [], [] => true
  | d :: widths', P :: dP' => check_rows d (ZM 1 P) (S M) && check_directed d widths' dP'
  | _, _ => false end.
Definition check_all_directed M widths : list zdirection -> bool :=
  forallb (check_directed M widths).
(* the number of parameters *)
Fixpoint zsize (M : nat) (widths : list nat) : Z :=
  match widths with
  | [] => 0 | d :: widths' => Z.of_nat d * (Z.of_nat M + 1) + zsize d widths' end%Z.
Definition check_still Ls A (Ks : list (zmat * zvec)) (dPs : list zdirection) : bool :=
  forallb (fun dP => Nat.eqb (length dP) (S (length Ls))) dPs
  && forallb (fun K => let Ts := map (fun dP => fst (steps Ls A dP (mden (fst K)))) dPs in
       forallb (fun x => forallb (fun T => forallb (Z.eqb 0) (zjet T x [])) Ts) (mnum (fst K))) Ks.
Fixpoint only_at (k : nat) (row : list Z) : bool :=
  match row, k with
  | [], _ => true
  | z :: row', O => negb (Z.eqb z 0) && forallb (Z.eqb 0) row'
  | z :: row', S k' => Z.eqb z 0 && only_at k' row' end.
Fixpoint check_diagonal {X} (row : X -> list Z) (k : nat) (l : list X) : bool :=
  match l with [] => true | a :: l' => only_at k (row a) && check_diagonal row (S k) l' end.
Definition zentry (dP : zdirection) (p : place) : Z :=
  nth (snd (snd p)) (nth (fst (snd p)) (nth (fst p) dP []) []) 0%Z.
Definition check_apart (dPs : list zdirection) (ps : list place) : bool :=
  Nat.eqb (length ps) (length dPs)
  && check_diagonal (fun p => map (fun dP => zentry dP p) dPs) 0 ps.
Definition zseen Ls A (Ks : list (zmat * zvec)) (dPs : list zdirection) (s : place) : list Z :=
  match nth_error Ks (fst s) with
  | Some K => let x := nth (fst (snd s)) (mnum (fst K)) [] in
      map (fun dP => nth (snd (snd s)) (zjet (fst (steps Ls A dP (mden (fst K)))) x []) 0%Z) dPs
  | None => [] end.
Definition check_inside Q (Ks : list (zmat * zvec)) (s : place) : bool :=
  match nth_error Ks (fst s) with
  | Some K => Nat.ltb (fst (snd s)) (length (mnum (fst K))) && Nat.ltb (snd (snd s)) Q
  | None => false end.
Definition check_seen Q Ls A Ks (dPs : list zdirection) (ss : list place) : bool :=
  Nat.eqb (length ss) (length dPs)
  && forallb (fun dP => Nat.eqb (length dP) (S (length Ls))) dPs
  && forallb (check_inside Q Ks) ss && check_diagonal (zseen Ls A Ks dPs) 0 ss.

Lemma check_directed_ok widths : forall M dP, check_directed M widths dP = true ->
  directed M widths (RP dP).
Proof.
  induction widths as [|d widths IH]; intros M [|P dP] H; try discriminate; [exact I|].
  cbn [check_directed RP map directed] in *; apply andb_true_iff in H as [H1 H2].
  split; [exact (rows_ok _ _ _ H1)|now apply IH].
Qed.
Theorem check_all_directed_ok M widths dPs : check_all_directed M widths dPs = true ->
  Forall (directed M widths) (map RP dPs).
Proof.
  unfold check_all_directed; rewrite forallb_forall; intro H.
  apply Forall_map, Forall_forall; intros dP HdP; now apply check_directed_ok, H.
Qed.
Lemma only_at_ok row : forall k b, only_at k row = true -> (b < length row)%nat ->
  (k <> b -> nth b row 0%Z = 0%Z) /\ (k = b -> nth b row 0%Z <> 0%Z).
Proof.
  induction row as [|z row IH]; intros k b H Hb; cbn [length] in Hb; [lia|].
  destruct k as [|k], b as [|b]; cbn [only_at nth] in *; apply andb_true_iff in H as [H1 H2].
  - apply negb_true_iff, Z.eqb_neq in H1; split; [lia|trivial].
  - split; [intros _|lia]; rewrite forallb_forall in H2; symmetry; apply Z.eqb_eq, H2, nth_In; lia.
  - apply Z.eqb_eq in H1; split; [trivial|lia].
  - destruct (IH k b H2) as [I1 I2]; [lia|]; split; intro; [apply I1|apply I2]; lia.
Qed.
Lemma check_diagonal_ok {X} (row : X -> list Z) d l : forall k, check_diagonal row k l = true ->
  forall a, (a < length l)%nat -> only_at (k + a) (row (nth a l d)) = true.
Proof.
  induction l as [|x l IH]; intros k H a Ha; cbn [length] in Ha; [lia|].
  cbn [check_diagonal] in H; apply andb_true_iff in H as [H1 H2]; destruct a as [|a]; cbn [nth].
  - now rewrite Nat.add_0_r.
  - rewrite <- Nat.add_succ_comm; apply IH; trivial; lia.
Qed.
Lemma nth_RP dPs b : nth b (map RP dPs) [] = RP (nth b dPs []).
Proof. exact (map_nth RP dPs [] b). Qed.
Lemma entry_frac dP p : entry (RP dP) p = IZR (zentry dP p).
Proof.
  unfold entry, zentry, RP; destruct p as [l [i j]]; cbn [fst snd].
  change (@nil vec) with (map (FR 1) []); rewrite map_nth.
  change (@nil R) with (FR 1 []); rewrite map_nth.
  replace 0 with (frac 1 0%Z) by (unfold frac; field); rewrite map_nth; unfold frac; field.
Qed.
Theorem check_apart_ok dPs ps : check_apart dPs ps = true -> apart (map RP dPs) ps.
Proof.
  unfold check_apart; rewrite andb_true_iff, Nat.eqb_eq; intros [HL H] a b Ha Hb.
  rewrite map_length in Ha, Hb; apply (check_diagonal_ok _ none) with (a := a) in H; [|lia].
  cbn [Nat.add] in H; apply only_at_ok with (b := b) in H; [|now rewrite map_length].
  rewrite (nth_indep _ _ (zentry [] (nth a ps none))) in H by now rewrite map_length.
  rewrite (map_nth (fun dP => zentry dP (nth a ps none))) in H.
  rewrite nth_RP, entry_frac; destruct H as [H1 H2]; split; intro C.
  - now rewrite H1.
  - intro N; apply (H2 C); now apply eq_IZR.
Qed.

Lemma jet_start Ls A dP x : jet Ls A dP x (start x) = jet Ls A dP x [].
Proof.
  assert (E : forall W, mv W (start x) = mv W []).
  { intro W; unfold mv; apply map_ext; intro r; rewrite dot_nil_r; apply dot_zero_r.
    unfold start; induction x; constructor; trivial. }
  destruct Ls as [|[W b] Ls], dP as [|P dP]; cbn [jet]; trivial; now rewrite E.
Qed.
Lemma jet_zjet Ls A dP D x : length dP = S (length Ls) ->
  jet (map RL Ls) (RM A) (RP dP) (FR D x) (start (FR D x))
  = FR (snd (steps Ls A dP D)) (zjet (fst (steps Ls A dP D)) x []).
Proof.
  intro HL; rewrite jet_start; generalize (steps_ok A Ls dP D x [] HL).
  now destruct (steps Ls A dP D).
Qed.
Theorem check_still_ok Ls A Ks dPs : check_still Ls A Ks dPs = true ->
  still (map RL Ls) (RM A) (map RK Ks) (map RP dPs).
Proof.
  unfold check_still; rewrite andb_true_iff, !forallb_forall; intros [HL H] K HK x Hx dP HdP.
  apply in_map_iff in HK as [k [<- Hk]]; apply in_map_iff in Hx as [z [<- Hz]].
  apply in_map_iff in HdP as [p [<- Hp]]; specialize (H k Hk); rewrite forallb_forall in H.
  specialize (H z Hz); rewrite forallb_forall in H; rewrite jet_zjet by now apply Nat.eqb_eq, HL.
  specialize (H _ (in_map _ _ _ Hp)); cbn beta in H; rewrite forallb_forall in H.
  apply Forall_map, Forall_forall; intros t Ht; specialize (H t Ht); apply Z.eqb_eq in H.
  rewrite <- H; unfold frac; field; apply pos_nz.
Qed.
Theorem check_seen_ok Q Ls A Ks dPs ss : check_seen Q Ls A Ks dPs ss = true ->
  seen Q (map RL Ls) (RM A) (map RK Ks) (map RP dPs) ss.
Proof.
  unfold check_seen; rewrite !andb_true_iff, Nat.eqb_eq, !forallb_forall; intros [[[HL HP] HI] H].
  assert (In_ : forall a, (a < length (map RP dPs))%nat -> In (nth a ss none) ss)
    by (intros a Ha; rewrite map_length in Ha; apply nth_In; lia).
  split.
  - intros a Ha; specialize (HI _ (In_ a Ha)); unfold check_inside in HI; unfold inside.
    destruct (nth_error Ks _) as [K|] eqn:EK; [|discriminate].
    apply andb_true_iff in HI as [H1 H2]; apply Nat.ltb_lt in H1; apply Nat.ltb_lt in H2.
    rewrite map_length; split; [apply nth_error_Some; now rewrite EK|split; [|exact H2]].
    change ([], []) with (RK (ZM 1 [], ZV 1 [])); rewrite map_nth, (nth_error_nth _ _ _ EK).
    unfold RK, RM; cbn [fst]; now rewrite map_length.
  - intros a b Ha Hb; specialize (HI _ (In_ a Ha)); unfold check_inside in HI.
    rewrite map_length in Ha, Hb; apply (check_diagonal_ok _ none) with (a := a) in H; [|lia].
    cbn [Nat.add] in H; set (s := nth a ss none) in *; unfold zseen in H; cbv zeta; unfold at_place.
    destruct (nth_error Ks _) as [K|] eqn:EK; [|discriminate].
    apply andb_true_iff in HI as [H1 H2]; apply Nat.ltb_lt in H1.
    change ([], []) with (RK (ZM 1 [], ZV 1 [])); rewrite map_nth, (nth_error_nth _ _ _ EK).
    apply only_at_ok with (b := b) in H; [|now rewrite map_length].
    set (x := nth _ (mnum (fst K)) []) in *.
    replace (nth (fst (snd s)) (fst (RK K)) []) with (FR (mden (fst K)) x)
      by (symmetry; exact (map_nth (FR (mden (fst K))) (mnum (fst K)) [] (fst (snd s)))).
    rewrite nth_RP, jet_zjet by (apply Nat.eqb_eq, HP, nth_In; exact Hb).
    set (g := fun dP =>
      nth (snd (snd s)) (zjet (fst (steps Ls A dP (mden (fst K)))) x []) 0%Z) in H.
    rewrite (nth_indep _ _ (g [])), (map_nth g) in H by now rewrite map_length.
    set (D := snd (steps Ls A (nth b dPs []) (mden (fst K)))).
    replace 0 with (frac D 0%Z) by (unfold frac; field; apply pos_nz).
    rewrite map_nth; fold (g (nth b dPs [])); destruct H as [I1 I2]; split; intro C.
    + rewrite (I1 C); reflexivity.
    + intro N; apply (I2 C); revert N; unfold frac, Rdiv; rewrite Rmult_0_l; intro N.
      apply Rmult_integral in N as [N|N]; [now apply eq_IZR|].
      exfalso; revert N; apply Rinv_neq_0_compat, pos_nz.
Qed.
